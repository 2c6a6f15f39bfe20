/** How often one user may change what others may do, and where documents are kept. */
export const accessLimits = {
  create: { perSecond: 0.5, burst: 10 },
  rename: { perSecond: 1, burst: 10 },
  trash: { perSecond: 0.5, burst: 10 },
  untrash: { perSecond: 0.5, burst: 10 },
  erase: { perSecond: 0.5, burst: 10 },
  star: { perSecond: 1, burst: 20 },
  file: { perSecond: 1, burst: 20 },
  // Each may send a notice.
  share: { perSecond: 0.5, burst: 30 },
  publish: { perSecond: 0.5, burst: 10 },
  link: { perSecond: 0.1, burst: 10 },
  unlink: { perSecond: 0.5, burst: 20 },
  transfer: { perSecond: 0.1, burst: 5 },
  quit: { perSecond: 0.5, burst: 5 },
} as const
