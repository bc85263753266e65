const STAY_MS = 60_000;

/** Hands a file to the browser to save. It is never opened inside the app. */
export function download(file: Blob, name: string): void {
  const address = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), STAY_MS);
}
