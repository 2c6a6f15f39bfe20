/** What one may do, as people say it. */
import type { DocRole } from '@tutti/client/doc'

export const ROLE_WORDS: Readonly<Record<DocRole, string>> = {
  viewer: 'Can read',
  commenter: 'Can comment',
  suggester: 'Can suggest',
  editor: 'Can edit',
  owner: 'Owner',
}

/** In the bar, of myself; an editor needs no word. */
export const ROLE_SIGNS: Readonly<Record<DocRole, string>> = {
  viewer: 'Read only',
  commenter: 'Comments only',
  suggester: 'Suggestions only',
  editor: '',
  owner: '',
}

/** When it changes under somebody's hands. */
export const ROLE_NEWS: Readonly<Record<DocRole, string>> = {
  viewer: 'You may only read this document now. What you wrote until here is kept.',
  commenter: 'You may read and comment now. What you wrote until here is kept.',
  suggester: 'You may suggest now: what you write is shown to the editors, who accept or reject it.',
  editor: 'You may edit this document now.',
  owner: 'This document is yours now.',
}

export const GIVEN: readonly (readonly [value: Exclude<DocRole, 'owner'>, label: string])[] = [
  ['viewer', 'Can read'],
  ['commenter', 'Can comment'],
  ['suggester', 'Can suggest'],
  ['editor', 'Can edit'],
]
