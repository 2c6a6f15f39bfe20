/** Where the text is in the document: what the host's own import and export read. */
import { DOC_ROOTS } from '../../shared/doc/rules.ts'

export const FRAGMENT = DOC_ROOTS.rich
