// Shows what the host pushes while no page is open, and opens the page that it leads to.
self.addEventListener('push', (event) => {
  const notice = event.data?.json() ?? {}
  const { title = 'Tutti', text = '', kind, room } = notice
  event.waitUntil(
    self.registration.showNotification(title, { body: text, tag: notice.notice, data: { kind, room, n: notice.n } }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { kind, room, n } = event.notification.data ?? {}
  const path = kind === 'chat' && room !== undefined ? `/chat/#${room}${n === undefined ? '' : `/${n}`}` : '/'
  event.waitUntil(self.clients.openWindow(path))
})
