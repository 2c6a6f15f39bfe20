/** Where the text is in the document: what the host's own import and export read. */
import { DOC_ROOTS } from '@tutti/client/doc'

export const FRAGMENT = DOC_ROOTS.rich
