/** How often one user may comment. */
export const commentLimits = {
  // Each may send twenty notices.
  comment: { perSecond: 1, burst: 20 },
  editComment: { perSecond: 1, burst: 20 },
  deleteComment: { perSecond: 2, burst: 40 },
  react: { perSecond: 5, burst: 40 },
  resolve: { perSecond: 2, burst: 40 },
} as const
