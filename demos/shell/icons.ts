/** The signs on buttons: strokes on a field of 24 by 24, in the colour of the text around them. */

const ICONS = {
  sun: 'M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5Z',
  windows: 'M3 5h11v10H3zM10 15v4h11V9h-7',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7m2 3a4 4 0 0 0-6-.4l-3 3A4 4 0 0 0 10.7 18.3L12 17',
  list: 'M4 6h16M4 12h16M4 18h10',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  hash: 'M5 9h15M4 15h15M10 4 8 20M16 4l-2 16',
  group:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
  at: 'M15.5 12a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0Zm0 0v1.5a2.5 2.5 0 0 0 5 0V12a8.5 8.5 0 1 0-3.5 6.9',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM20 20l-4.9-4.9',
  pin: 'M9 4h6l-1 6 3.5 3.5h-11L10 10 9 4ZM12 13.5V21',
  thread: 'M4 5h16M4 10h10M9 15h11M9 20h7M4 15v5',
  reply: 'M9 6 4 11l5 5M4.5 11H14a6 6 0 0 1 6 6v2',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.5a4.3 4.3 0 0 0 7 0M9 9.5v.1M15 9.5v.1',
  clip: 'm20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8L9.5 17a1.7 1.7 0 0 1-2.4-2.4L15 7',
  send: 'M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4',
  more: 'M6 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0Zm7 0a1 1 0 1 1-2 0 1 1 0 0 1 2 0Zm7 0a1 1 0 1 1-2 0 1 1 0 0 1 2 0Z',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16ZM10 21h4',
  mute: 'M6 16V11a6 6 0 0 1 1-3.3M10 5.4A6 6 0 0 1 18 11v4M19.5 18h-15L6 16M10 21h4M4 4l16 16',
  back: 'M15 5l-7 7 7 7',
  down: 'M12 5v13M6 12.5 12 18.5l6-6',
  check: 'm4 12.5 5 5L20 6.5',
  checks: 'm2 12.5 4.5 5L15 6.5M11.5 16l1.5 1.5 9-11',
  pencil: 'M4 20l1-4L16.5 4.5a2 2 0 0 1 3 3L8 19l-4 1ZM14.5 6.5l3 3',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 11v5M13.5 11v5',
  flag: 'M6 21V4M6 5h11l-2 4 2 4H6',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  gear: 'M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM12 3v2.5m0 13V21M3 12h2.5m13 0H21M5.6 5.6l1.8 1.8m9.2 9.2 1.8 1.8M5.6 18.4l1.8-1.8m9.2-9.2 1.8-1.8',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2',
  shield: 'M12 3.5 5 6v5.5c0 4 2.8 7 7 9 4.2-2 7-5 7-9V6l-7-2.5Z',
  exit: 'M14 4H5v16h9M10 12h11M17.5 8.5 21 12l-3.5 3.5',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  invite: 'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3 20a7 7 0 0 1 11-5.7M18 14v6M15 17h6',
  warn: 'M12 4 2.5 20h19L12 4ZM12 10v4.5M12 17.3v.1',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
  people: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0',
  block: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6',
  speech: 'M4 5h16v11H10l-4.5 4v-4H4V5Z',
  history: 'M4 5v4.5h4.5M4.6 9.5A8 8 0 1 1 4 13M12 8v4.5l3 1.8',
  text: 'M5 6V5h14v1M12 5v14M9.5 19h5',
  h1: 'M4 6v12M12 6v12M4 12h8M16.5 11.5 19 9.5V18',
  h2: 'M3 6v12M11 6v12M3 12h8M15.5 12a2.5 2.5 0 1 1 4.6 1.4L15.5 18H21',
  h3: 'M3 6v12M11 6v12M3 12h8M15.5 10h5l-3 3.2a2.5 2.5 0 1 1-2.3 3.6',
  bold: 'M7 5h6a3.4 3.4 0 0 1 0 6.8H7V5Zm0 6.8h7a3.6 3.6 0 0 1 0 7.2H7v-7.2Z',
  italic: 'M10 5h7M7 19h7M14 5l-4 14',
  underline: 'M7 4.5v7a5 5 0 0 0 10 0v-7M5.5 20h13',
  strike:
    'M4 12h16M16.5 7.5C16 5.8 14.3 5 12 5 9.3 5 7.5 6.2 7.5 8.3c0 1.8 1.3 2.8 4.5 3.7M7.2 16c.5 2 2.3 3 4.8 3 2.900 0 4.8-1.3 4.8-3.5',
  bullets: 'M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1',
  numbers: 'M10 6h10M10 12h10M10 18h10M4 5l1.5-1v5M3.8 15.3a1.5 1.5 0 1 1 2.7.9L3.8 19.5h3',
  tasks: 'M4 4.5h6v6H4zM4 14h6v6H4zM13 7.5h7M13 17h7M5.5 17l1.2 1.2 2-2.400',
  quote: 'M5 7h5v5.5c0 2.5-1.5 4-4 4.5M14 7h5v5.5c0 2.5-1.5 4-4 4.5M5 7v5h5M14 7v5h5',
  code: 'm8 8-4.5 4L8 16M16 8l4.5 4-4.5 4M13.5 6l-3 12',
  table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14M15 5v14',
  rule: 'M4 12h16',
  image: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M14.5 9a1.2 1.2 0 1 0 2.400 0 1.2 1.2 0 0 0-2.400 0Z',
  undo: 'M8 5 4 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11h-3',
  redo: 'm16 5 4 4-4 4M19.5 9H10a5.5 5.5 0 0 0 0 11h3',
  star: 'm12 4 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8L12 4Z',
  folder: 'M3.5 6h6l2 2.5h9V19h-17z',
  play: 'M8 5.5v13l10.5-6.5L8 5.5Z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  suggest: 'M4 20l1-4L14 7l3 3-9 9-4 1ZM17.5 3v5M15 5.5h5',
  keyboard: 'M3 7h18v11H3zM6.5 10.5v.1M10 10.5v.1M13.5 10.5v.1M17 10.5v.1M8 14.5h8',
} as const

export type IconName = keyof typeof ICONS

export const icon = (name: IconName): SVGSVGElement => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.classList.add('icon')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', ICONS[name])
  svg.append(path)
  return svg
}
