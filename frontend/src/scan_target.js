// Where a scanned code leads. Only certificates on this site lead anywhere: the code on a paper, a code of 亮证, a share.
// Everything else is refused with words and never opened, however much it looks like ours.
const OURS = /^\/(?:verify\/[a-z2-7]{26}|v\/[a-z2-7]{40,80}|shared\/[a-z2-7]{26})\/?$/;
const LONGEST_HOST = 80;

function addressOf(text, origin) {
  try {
    return new URL(text, text.startsWith("/") ? origin : undefined);
  } catch {
    return null;
  }
}

// `origins` are this site's own. Returns { path } to go to, or { refusal } in words; `host` names the other site.
export function target(text, origins) {
  const address = addressOf(text.trim(), origins[0]);
  if (!address || !/^https?:$/.test(address.protocol))
    return { refusal: "这个二维码里不是网址，不是本平台的证照码。请扫证照上的二维码，或者对方亮证的码。" };
  if (!origins.includes(address.origin)) {
    // The host alone, as it really is: what stands before an @ or in look-alike letters deceives nobody here.
    const host = address.host.length > LONGEST_HOST ? `…${address.host.slice(-LONGEST_HOST)}` : address.host;
    return { host, refusal: "这个二维码不是本平台的，请勿相信它给出的“查验结果”。它指向的网站是：" };
  }
  if (!OURS.test(address.pathname))
    return { refusal: "这个二维码是本平台的，但不是证照的码。请扫证照上的二维码，或者对方亮证的码。" };
  return { path: address.pathname };
}
