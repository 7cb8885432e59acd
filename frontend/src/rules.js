export function startRules() {}
