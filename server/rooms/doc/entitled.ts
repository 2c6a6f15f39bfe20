/** What somebody may do in a document: the one reckoning, for the door, the room and every query. */
import { DOC_ROLES } from '../../../shared/doc/rules.ts'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { GrantRecord, LinkRecord } from './access-rows.ts'

export interface Terms {
  readonly owner: string
  readonly public: DocRole | null
  readonly trashedAt: number | null
}

export const isOpen = (link: Pick<LinkRecord, 'expires_at'>, wallMs: number): boolean =>
  link.expires_at === 0 || link.expires_at > wallMs

/** The higher of two. */
export const higher = (a: DocRole | null, b: DocRole | null): DocRole | null =>
  a === null || (b !== null && DOC_ROLES.indexOf(b) > DOC_ROLES.indexOf(a)) ? b : a

/** What the owner has given them, or a link that they came by still gives. `linkOf`: of those that there are. */
export const grantedRole = (
  grants: Iterable<Pick<GrantRecord, 'via' | 'role'>>,
  linkOf: (code: string) => Pick<LinkRecord, 'role' | 'expires_at'> | undefined,
  wallMs: number,
): DocRole | null => {
  let best: DocRole | null = null
  for (const { via, role } of grants) {
    if (via === '') best = higher(best, role as DocRole) // Only what passed the guard was written.
    else {
      const link = linkOf(via)
      if (link !== undefined && isOpen(link, wallMs)) best = higher(best, link.role as DocRole)
    }
  }
  return best
}

/** The highest of all that lets them in; null: as if there were no document. */
export const roleOf = (terms: Terms, user: string, granted: DocRole | null): DocRole | null => {
  if (terms.owner === user) return 'owner'
  return terms.trashedAt === null ? higher(granted, terms.public) : null
}
