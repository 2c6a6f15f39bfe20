/** What tracking needs of a region's local frame: metres east and north of its centre, and back. */
export interface Frame {
  /** Also for longitudes on the other side of the 180th meridian: the short way. */
  xOf(lonE7: number): number
  yOf(latE7: number): number
  latE7Of(yM: number): number
  lonE7Of(xM: number): number
}

/** One way alone. */
export type ToMetres = Pick<Frame, 'xOf' | 'yOf'>
