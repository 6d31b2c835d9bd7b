/**
 * Waits, and says every second how many are left.
 * @param {number} seconds
 * @param {(left: number) => void} tell
 * @param {AbortSignal} signal
 */
export async function pause(seconds, tell, signal) {
  for (let left = Math.ceil(seconds); left > 0; left--) {
    signal.throwIfAborted();
    tell(left);
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, 1000);
      signal.addEventListener("abort", () => (clearTimeout(timer), resolve(null)), { once: true });
    });
  }
  signal.throwIfAborted();
}
