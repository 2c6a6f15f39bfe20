/** Addresses that the host itself will call: only as far as their text tells; where they lead is looked at when they are called. */

/**
 * @param plain http will do
 * @returns the address without its fragment, or why it is none, in a few words
 */
export const webAddress = (text: string, plain: boolean): URL | string => {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'is no web address'
  }
  if (url.username !== '' || url.password !== '') return 'holds a password'
  if (url.protocol !== 'https:' && !(plain && url.protocol === 'http:')) return 'should be an https address'
  url.hash = ''
  return url
}
