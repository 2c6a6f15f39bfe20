/** A version's name: given, or when it was. */
import type { Version } from '@tutti/client/doc'
import { dayName, timeOf } from '../../shell/words.ts'

export const versionTitle = ({ name, at }: Pick<Version, 'name' | 'at'>): string =>
  name === '' ? `${dayName(at)}, ${timeOf(at)}` : name
