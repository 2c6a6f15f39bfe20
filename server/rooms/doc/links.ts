/** The links of one document, all of them, as its room has them. */
import type { ShareLink } from '../../../shared/doc/types.ts'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { LinkRecord } from './access-rows.ts'
import { isOpen } from './entitled.ts'

export class Links {
  readonly #links = new Map<string, LinkRecord>()

  constructor(rows: readonly LinkRecord[]) {
    for (const row of rows) this.#links.set(row.code, row)
  }

  get size(): number {
    return this.#links.size
  }

  readonly get = (code: string): LinkRecord | undefined => this.#links.get(code)

  /** The link, while it lets anybody in. */
  open(code: string, wallMs: number): LinkRecord | undefined {
    const link = this.#links.get(code)
    return link !== undefined && isOpen(link, wallMs) ? link : undefined
  }

  closed(wallMs: number): LinkRecord[] {
    return [...this.#links.values()].filter((link) => !isOpen(link, wallMs))
  }

  /** When the next one ends, Unix ms. */
  nextEnd(wallMs: number): number {
    let next = Infinity
    for (const { expires_at: end } of this.#links.values()) if (end > wallMs) next = Math.min(next, end)
    return next
  }

  add(link: LinkRecord): void {
    this.#links.set(link.code, link)
  }

  remove(code: string): void {
    this.#links.delete(code)
  }
}

/** As its owner sees it. */
export const shownLink = (row: LinkRecord): ShareLink => ({
  code: row.code,
  // Only what passed the guard was written.
  role: row.role as DocRole,
  expiresAt: row.expires_at === 0 ? null : row.expires_at,
  password: row.hash !== null,
  createdAt: row.created_at,
})
