/** What keeps the host from being ready: named checks that cost nothing to ask. */

export interface Health {
  add(name: string, ok: () => boolean): void
  /** Names of the checks that fail now; a check that throws fails. */
  failing(): string[]
}

export const createHealth = (): Health => {
  const checks = new Map<string, () => boolean>()
  const passes = (ok: () => boolean): boolean => {
    try {
      return ok()
    } catch {
      return false // Whatever broke it, the answer is the same: not ready.
    }
  }
  return {
    add: (name, ok) => void checks.set(name, ok),
    failing: () => [...checks].filter(([, ok]) => !passes(ok)).map(([name]) => name),
  }
}
