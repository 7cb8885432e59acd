// Checks a proof of evidence in the browser: the same steps as verify_offline.py, in the same order. Nothing is sent.
import { sm2, sm3 } from "sm-crypto-v2";

const FORMAT = "govhall-evidence/1";
const HEAD = "govhall-evidence-head/1";
const COSIGNATURE = "govhall-evidence-cosignature/1";
const STATEMENT = "govhall-evidence-keys/1";
const MOMENT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})Z$/;
const KINDS = {
  "case.act": "办件环节", "case.decision": "办件决定", "certificate.issued": "证照签发",
  "certificate.ended": "证照失效", "seal.use": "电子印章使用", "decision.run": "自动决定",
  "certificate.suspended": "证照暂扣", "certificate.reinstated": "证照恢复使用",
  "certificate.called": "证照接口调用", "evidence.key": "存证密钥更换",
};

export class Refused extends Error {}

const refuse = (words) => {
  throw new Refused(words);
};
const encoder = new TextEncoder();
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function fromHex(text) {
  if (typeof text !== "string" || !/^([0-9a-f]{2})*$/.test(text)) refuse("文件内容无法识别，可能不完整或被改动");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function fromBase64(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) refuse("文件内容无法识别，可能不完整或被改动");
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

// RFC 8785 for values without floats. JavaScript's own order of strings is that of UTF-16.
export function canonical(value) {
  if (value === null || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "string") return value.isWellFormed?.() === false ? refuse("内容含有无法识别的字符") : JSON.stringify(value);
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : refuse("内容含有不允许的数值");
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object") refuse("内容含有不允许的数值");
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${canonical(key)}:${canonical(value[key])}`).join(",")}}`;
}

const digest = (bytes) => fromHex(sm3(bytes));
const node = (left, right) => digest(join([1], left, right));
const same = (one, other) => hex(one) === hex(other);

// RFC 9162 2.1.3.2. Sizes beyond 2^31 need arithmetic, not bit operators.
export function includes(leaf, index, size, proof, root) {
  if (!(index >= 0 && index < size) || proof.some((step) => step.length !== 32)) return false;
  const half = (number) => Math.floor(number / 2);
  let [place, last, found] = [index, size - 1, leaf];
  for (const step of proof) {
    if (last === 0) return false;
    if (place % 2 || place === last) {
      found = node(step, found);
      while (place % 2 === 0 && place) [place, last] = [half(place), half(last)];
    } else found = node(found, step);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(found, root);
}

function element(data, at = 0) {
  let [length, begin] = [data[at + 1], at + 2];
  if (length & 0x80) {
    const count = length & 0x7f;
    begin += count;
    length = count <= 4 ? data.slice(at + 2, begin).reduce((sum, byte) => sum * 256 + byte, 0) : data.length;
  }
  if (!(begin + length <= data.length)) refuse("证书或签名的编码不完整");
  return { tag: data[at], body: data.slice(begin, begin + length), raw: data.slice(at, begin + length), end: begin + length };
}

function parts(outer, ...tags) {
  const found = [];
  for (let at = 0; at < outer.body.length; at = found.at(-1).end) found.push(element(outer.body, at));
  if (tags.length && found.map((part) => part.tag).join() !== tags.join()) refuse("证书或签名的结构不正确");
  return found;
}

function whole(data, tag) {
  const found = element(data);
  return found.tag === tag && found.end === data.length ? found : refuse("证书或签名的结构不正确");
}

function signed(publicKey, message, signature) {
  parts(whole(signature, 0x30), 0x02, 0x02);
  try {
    return sm2.doVerifySignature(message, hex(signature), hex(publicKey), { der: true, hash: true });
  } catch {
    return false;
  }
}

function certificateTime(part) {
  const text = String.fromCharCode(...part.body);
  const full = part.tag === 0x17 ? (text < "50" ? "20" : "19") + text : text;
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full) ?? refuse("证书的有效期无法识别");
  return Date.UTC(y, mo - 1, d, h, mi, s);
}

function certificate(encoded) {
  const [body, algorithm, signature] = parts(whole(encoded, 0x30), 0x30, 0x30, 0x03);
  const fields = parts(body);
  if (fields.length < 8 || fields[0].tag !== 0xa0 || !hex(algorithm.body).startsWith("06082a811ccf55018375"))
    refuse("证书不是国密证书");
  const [kind, key] = parts(fields[6], 0x30, 0x03);
  if (hex(kind.raw) !== "301306072a8648ce3d020106082a811ccf5501822d" || key.body[0] !== 0) refuse("证书中的公钥不是 SM2 公钥");
  const [begin, end] = parts(fields[4]).map(certificateTime);
  const found = {
    body: body.raw, signature: signature.body.slice(1), issuer: hex(fields[3].raw), subject: hex(fields[5].raw), begin, end,
    publicKey: key.body.slice(1), fingerprint: sm3(encoded), isAuthority: false, signs: false,
  };
  const extensions = fields.at(-1).tag === 0xa3 ? parts(parts(fields.at(-1), 0x30)[0]) : [];
  for (const inner of extensions.map((extension) => parts(extension))) {
    const oid = hex(inner[0].body);
    if (oid === "551d13") found.isAuthority = hex(inner.at(-1).body).includes("0101ff");
    else if (oid === "551d0f") found.signs = (whole(inner.at(-1).body, 0x03).body[1] & 0x80) !== 0;
  }
  return found;
}

function chain(certificates) {
  const found = certificates.map((one) => certificate(fromBase64(one)));
  if (found.length < 2 || found.length > 8 || !found[0].signs || found[0].isAuthority) refuse("证书链不正确");
  found.forEach((one, place) => {
    const issuer = found[Math.min(place + 1, found.length - 1)];
    if (!issuer.isAuthority || one.issuer !== issuer.subject || !signed(issuer.publicKey, one.body, one.signature))
      refuse("证书链的签名不正确");
  });
  return found;
}

function moment(text) {
  const [, seconds, micro] = MOMENT.exec(text) ?? refuse("文件内容无法识别，可能不完整或被改动");
  const at = Date.parse(`${seconds}Z`);
  return Number.isNaN(at) ? refuse("时间的写法不正确") : at + Number(micro) / 1000;
}

const words = (at) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

function witness(given, head) {
  const own = certificate(fromBase64(given.certificate));
  const record = { at: given.at, format: COSIGNATURE, head, witness: own.fingerprint };
  if (!signed(own.publicKey, encoder.encode(canonical(record)), fromBase64(given.signature))) refuse("见证方的联署签名不正确");
  return own.fingerprint;
}

// Returns a warning about the key that signed a head, or nothing; refuses a head that wasn't signed in the key's time.
function inTime(head, signer, root, statements) {
  let newest = null;
  for (const { record, signature } of statements) {
    if (record.log !== root.fingerprint) continue;
    if (record.format !== STATEMENT || !signed(root.publicKey, encoder.encode(canonical(record)), fromBase64(signature)))
      refuse("密钥声明的签名不正确");
    if (!newest || record.number > newest.number) newest = record;
  }
  if (!newest) return "";
  const line = newest.keys.find((one) => one.fingerprint === signer.fingerprint);
  if (!line) refuse("树头的签名密钥没有公布过");
  const at = moment(head.at);
  if (at < moment(line.since)) refuse("树头的签名密钥当时还没有启用");
  if (line.until && (at > moment(line.until) || head.size > line.last)) refuse("树头由已停用的密钥签名");
  return line.stolen ? "；签名密钥后来失密停用，请向平台换取新的证明" : "";
}

// Returns what an anchor says, after checking the leaf's path to the anchored root. The chain itself is asked by nobody here.
function anchored(anchor, content, index) {
  const { size, root } = anchor;
  if (!Number.isSafeInteger(size) || !includes(content, index, size, anchor.proof.map(fromHex), fromHex(root)))
    refuse("存证内容与链上锚定的根摘要对不上");
  const [chainId, contract, transaction, block] = ["chain", "contract", "transaction", "block"].map((name) => String(anchor[name]).slice(0, 120));
  return `；锚定于链 ${chainId} 合约 ${contract} 交易 ${transaction} 区块 ${block}，共 ${size} 条，根摘要 ${root}（请在链上核对）`;
}

function check(given, trusted, statements) {
  if (given.format === undefined) refuse("文件内容无法识别，可能不完整或被改动");
  if (given.format !== FORMAT) refuse("不是本平台的存证证明文件");
  const { leaf, head, index } = given;
  const entered = moment(leaf.at);
  if (head.format !== HEAD || head.tree !== "rfc9162-sm3" || !Number.isSafeInteger(head.size) || !Number.isSafeInteger(index))
    refuse("树头的格式不正确");
  const content = digest(join([0], encoder.encode(canonical(leaf))));
  if (!includes(content, index, head.size, given.proof.map(fromHex), fromHex(head.root)))
    refuse("存证内容与树头对不上：内容或证明路径不完整，或者被改动过");
  const found = chain(given.certificates);
  const at = moment(head.at);
  if (!found.every((one) => one.begin <= at && at <= one.end)) refuse("签名时证书不在有效期内");
  if (head.log !== found.at(-1).fingerprint) refuse("树头与证书不属于同一个存证系统");
  if (!signed(found[0].publicKey, encoder.encode(canonical(head)), fromBase64(given.signature))) refuse("树头的签名不正确");
  const warning = inTime(head, found[0], found.at(-1), [...statements, ...(given.keys ? [given.keys] : [])]);
  if (entered > at + 300_000) refuse("存证时间晚于树头的签名时间");
  const witnesses = new Set((given.cosignatures ?? []).map((one) => witness(one, head)));
  const seen = witnesses.size ? `，附 ${witnesses.size} 个见证方的联署（身份请另行核对）` : "";
  const anchor = "anchor" in given ? anchored(given.anchor, content, index) : "";
  const kind = Object.hasOwn(KINDS, leaf.kind) ? KINDS[leaf.kind] : String(leaf.kind).slice(0, 60);
  return {
    trusted: trusted.includes(head.log),
    title: `${kind}，第 ${index + 1} 条`,
    text: `${words(entered)} 存证；树头共 ${head.size} 条，${words(at)} 签名${seen}${warning}${anchor}`,
    root: head.log,
  };
}

// Returns what a proof shows. Throws Refused with the reason where it doesn't hold.
// `statements` are on keys, besides the proof's own.
export function checkProof(text, trusted, statements = []) {
  try {
    return check(JSON.parse(text), trusted, statements);
  } catch (fault) {
    throw fault instanceof Refused ? fault : new Refused("文件内容无法识别，可能不完整或被改动");
  }
}
