export function firstScreenScripts(dist?: string): { file: string; gzip: number }[];
export function firstScreenKb(): number;
