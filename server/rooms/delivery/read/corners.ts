/** Corners of an area as bytes. */

/** int32 pairs of latitude and longitude, little endian. */
export const cornersOf = (bytes: Uint8Array) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Array.from({ length: bytes.length / 8 }, (_, i) => ({
    latE7: view.getInt32(8 * i, true),
    lonE7: view.getInt32(8 * i + 4, true),
  }))
}

export const cornerBytes = (corners: readonly { readonly latE7: number; readonly lonE7: number }[]): Uint8Array => {
  const bytes = new Uint8Array(corners.length * 8)
  const view = new DataView(bytes.buffer)
  corners.forEach(({ latE7, lonE7 }, i) => {
    view.setInt32(8 * i, latE7, true)
    view.setInt32(8 * i + 4, lonE7, true)
  })
  return bytes
}
