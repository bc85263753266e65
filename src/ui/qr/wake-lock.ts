/** Whether this browser can keep the screen on; Carnet on an iPhone's Home Screen can from iOS 18.4. */
export const canKeepAwake = (): boolean => 'wakeLock' in navigator;

/** Keeps the screen on until the answer is called. Where that is impossible, nothing happens. */
export function keepAwake(): () => void {
  const stop = new AbortController();
  let sentinel: WakeLockSentinel | null = null;
  const ask = async () => {
    // Hiding the page ends the lock; the request is made again when it is seen again.
    if (document.visibilityState !== 'visible' || !canKeepAwake()) return;
    const asked = await navigator.wakeLock.request('screen').catch(() => null);
    if (stop.signal.aborted) void asked?.release();
    else sentinel = asked;
  };
  document.addEventListener('visibilitychange', () => void ask(), { signal: stop.signal });
  void ask();
  return () => {
    stop.abort();
    void sentinel?.release();
  };
}
