/** Snapshots at rest are deflated: a paper of 260,000 edits takes 104 KiB instead of 304. */
import { deflateRawSync, inflateRaw } from 'node:zlib'

/** A snapshot that is larger is none. */
const BYTES_MAX = 256 * 1024 * 1024

/** On the thread of jobs. */
export const pack = (data: Uint8Array): Uint8Array => deflateRawSync(data)

/** Rejects where these are no such bytes. */
export const unpack = (packed: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    inflateRaw(packed, { maxOutputLength: BYTES_MAX }, (error, data) => {
      // A buffer of its own: nothing else may be seen behind it.
      if (error === null) resolve(new Uint8Array(data))
      else reject(error)
    })
  })
