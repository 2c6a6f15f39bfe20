/** Who may do what in a document. */
import type { ShareLink } from '../../../shared/doc/types.ts'
import type { DocQueryAnswer, GivenRole } from './asking.ts'
import type { DocAccess } from './types.ts'
import type { Asking } from './versions.ts'

export class Access implements DocAccess {
  readonly #doc: Asking

  constructor(doc: Asking) {
    this.#doc = doc
  }

  list(): Promise<DocQueryAnswer<'access'>> {
    return this.#doc.query('access', {})
  }
  async share(user: string, role: GivenRole | null, name?: string): Promise<void> {
    await this.#doc.command('share', { user, role, ...(name !== undefined && { name }) })
  }
  async publish(role: GivenRole | null): Promise<void> {
    await this.#doc.command('publish', { role })
  }
  link(
    role: GivenRole,
    { expiresMs, password }: { readonly expiresMs?: number | undefined; readonly password?: string | undefined } = {},
  ): Promise<ShareLink> {
    return this.#doc.command('link', {
      role,
      ...(expiresMs !== undefined && { expiresMs }),
      ...(password !== undefined && { password }),
    })
  }
  async unlink(code: string): Promise<void> {
    await this.#doc.command('unlink', { code })
  }
  async transfer(user: string): Promise<void> {
    await this.#doc.command('transfer', { user })
  }
  async leave(): Promise<void> {
    await this.#doc.command('quit', {})
  }
}
