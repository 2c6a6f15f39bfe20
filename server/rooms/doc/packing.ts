/** Snapshots at rest are deflated: a paper of 260,000 edits takes 104 KiB instead of 304. */
import { deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib'

/** A snapshot that is larger is none. */
const BYTES_MAX = 256 * 1024 * 1024

/** On the thread of jobs. */
export const pack = (data: Uint8Array): Uint8Array => deflateRawSync(data)

/** Of so many bytes: done before another thread would have begun. */
const SMALL_BYTES = 64 * 1024

/** Rejects where these are no such bytes. */
export const unpack = async (packed: Uint8Array): Promise<Uint8Array> => {
  const options = { maxOutputLength: BYTES_MAX }
  const data =
    packed.length <= SMALL_BYTES
      ? inflateRawSync(packed, options)
      : await new Promise<Uint8Array>((resolve, reject) => {
          inflateRaw(packed, options, (error, all) => (error === null ? resolve(all) : reject(error)))
        })
  // A buffer of its own: nothing else may be seen behind it.
  return new Uint8Array(data)
}
