/** Bytes, packed and unpacked by the browser itself, within a limit. */

export class TooLarge extends Error {}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export function deflate(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return collect(packed, Infinity);
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} max bytes of what comes out
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export function inflate(bytes, max) {
  return collect(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")), max);
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @param {number} max
 */
async function collect(stream, max) {
  const parts = [];
  let size = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > max) {
      await reader.cancel();
      throw new TooLarge();
    }
    parts.push(next.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
