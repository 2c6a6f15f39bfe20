/** How a setting is read from an environment, and what is said of one that does not fit. */

export type Environment = Readonly<Record<string, string | undefined>>

/** One sentence that names the setting and says what is wrong with it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export interface Setting {
  readonly name: string
  readonly default: string
  readonly meaning: string
}

export const text = (env: Environment, name: string): string | undefined => {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

export const integer = (env: Environment, name: string, fallback: number, min: number, max: number): number => {
  const value = text(env, name)
  if (value === undefined) return fallback
  const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN
  if (number >= min && number <= max) return number
  throw new ConfigError(`${name} is "${value}", and should be a whole number from ${min} to ${max}.`)
}

export const oneOf = <const T extends string>(
  env: Environment,
  name: string,
  choices: readonly T[],
  fallback: T,
): T => {
  const value = text(env, name)
  if (value === undefined) return fallback
  const choice = choices.find((one) => one === value)
  if (choice !== undefined) return choice
  throw new ConfigError(`${name} is "${value}", and should be one of ${choices.join(', ')}.`)
}

export const url = (value: string): URL | undefined => {
  try {
    return new URL(value)
  } catch {
    return undefined // The caller says what it wanted.
  }
}
