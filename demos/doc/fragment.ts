/** Where the text is in the document: what the host's own import and export read. */
export const FRAGMENT = 'default'
