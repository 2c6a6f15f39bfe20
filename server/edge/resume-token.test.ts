/** Resume tokens. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ResumeTokens } from './resume-token.ts'

const DAY_MS = 86_400_000
const id = randomBytes(16).toString('base64url')
const tokens = new ResumeTokens(new Uint8Array(32).fill(1))
const token = tokens.issue(id, 'ada', 'phone', 1e12)

describe('resume token', () => {
  it('[S6] gives the session id back to the same user and device, on every host with the same secret', () => {
    expect(tokens.session(token, 'ada', 'phone', 1e12 + 1_000)).toBe(id)
    expect(new ResumeTokens(new Uint8Array(32).fill(1)).session(token, 'ada', 'phone', 1e12)).toBe(id)
    expect(token.length).toBeLessThanOrEqual(128)
  })

  it('[S6] is nothing to another user, another device, another secret, or after a day', () => {
    expect(tokens.session(token, 'bob', 'phone', 1e12)).toBeUndefined()
    expect(tokens.session(token, 'ada', 'laptop', 1e12)).toBeUndefined()
    expect(new ResumeTokens(new Uint8Array(32).fill(2)).session(token, 'ada', 'phone', 1e12)).toBeUndefined()
    expect(tokens.session(token, 'ada', 'phone', 1e12 + DAY_MS + 1)).toBeUndefined()
  })

  it('[S6] is nothing with any bit changed, or cut short', () => {
    for (let i = 0; i < token.length; i++) {
      const forged = new Uint8Array(token)
      forged[i]! ^= 1
      expect(tokens.session(forged, 'ada', 'phone', 1e12)).toBeUndefined()
      expect(tokens.session(token.subarray(0, i), 'ada', 'phone', 1e12)).toBeUndefined()
    }
  })

  it('keeps user and device apart', () => {
    const made = tokens.issue(id, 'ab', 'c', 0)
    expect(tokens.session(made, 'a', 'bc', 0)).toBeUndefined()
  })
})
