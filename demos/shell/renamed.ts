/** The host puts the name of the token on what one does: under another name the page comes anew. */
import type { Identity } from './identity.ts'

/** For pages whose host stamps names. What is not sent yet they keep over a reload. */
export const reloadWhenRenamed = (identity: Identity): void => {
  const name = identity.name
  let before: string | undefined
  identity.onChange(() => {
    if (identity.name === name) return
    // Told twice: of the name at once, and again when a token carries it.
    identity.token().then(
      (token) => {
        if (before === undefined) before = token
        else if (token !== before) location.reload()
      },
      () => undefined,
    )
  })
}
