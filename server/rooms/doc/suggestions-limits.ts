/** How often one user may propose and decide. */
export const suggestionLimits = {
  suggest: { perSecond: 60, burst: 300 },
  // Each looks through the whole document.
  accept: { perSecond: 2, burst: 20 },
  reject: { perSecond: 2, burst: 20 },
} as const
