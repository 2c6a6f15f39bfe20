/** This browser as a place that notices go to, while the page is closed. */
import type { Inbox } from '@tutti/client/inbox'

/** The host sends push messages, and this browser takes them. */
export const canPush = async (inbox: Inbox): Promise<boolean> => {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return false
  return (await inbox.pushKey().catch(() => null)) !== null
}

/** Asks the person, then the browser's own push service, then the inbox. */
export const addPush = async (inbox: Inbox): Promise<void> => {
  const key = await inbox.pushKey()
  if (key === null) throw new Error('this host sends none')
  if ((await Notification.requestPermission()) !== 'granted') throw new Error('this browser may not show notices')
  const worker = await navigator.serviceWorker.register('/push.js')
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  await inbox.addTarget('push', JSON.stringify(subscription))
}
