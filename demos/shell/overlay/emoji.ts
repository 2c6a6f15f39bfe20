/** The emoji that can be picked and completed: a few that people use, by name. */

const TABLE = `
😀 grin 😄 smile 😁 beam 😅 sweat_smile 😂 joy 🤣 rofl 🙂 slight_smile 😉 wink 😊 blush 😍 heart_eyes 😘 kiss 😋 yum
😎 cool 🤓 nerd 🤔 thinking 🤨 raised_eyebrow 😐 neutral 😑 expressionless 🙄 eye_roll 😏 smirk 😬 grimace 😴 sleeping
🤯 mind_blown 🥳 partying 😢 cry 😭 sob 😤 huff 😡 angry 😱 scream 😳 flushed 🥺 pleading 😇 innocent 🤗 hug 🤫 shush
🤝 handshake 👍 thumbs_up 👎 thumbs_down 👌 ok 👏 clap 🙌 raised_hands 🙏 thanks 💪 strong 👋 wave ✌️ peace 🤞 fingers_crossed
👀 eyes 🧠 brain ❤️ heart 🧡 orange_heart 💛 yellow_heart 💚 green_heart 💙 blue_heart 💜 purple_heart 🖤 black_heart 💔 broken_heart
🔥 fire ✨ sparkles ⭐ star 💯 hundred 🎉 tada 🎈 balloon 🎁 gift 🏆 trophy 🥇 gold 🚀 rocket ⚡ zap 💡 idea
☀️ sun 🌧️ rain 🌈 rainbow ❄️ snow 🌱 seedling 🌻 sunflower 🍀 clover 🌍 earth 🐛 bug 🐢 turtle 🐙 octopus 🦊 fox 🐱 cat 🐶 dog
☕ coffee 🍵 tea 🍺 beer 🍕 pizza 🍎 apple 🍰 cake 🍿 popcorn 🥕 carrot
✅ done ❌ no ⚠️ warning ❓ question ❗ exclamation 🚧 construction 🔒 lock 🔑 key 📌 pin 📎 clip 📝 memo 📈 chart_up 📉 chart_down
🕐 clock 📅 calendar 🔔 bell 🔕 no_bell 💬 speech 💤 zzz 🎵 music 🎮 game 🎯 target 🧩 puzzle 🛠️ tools 💾 save 🖥️ computer 📱 phone
`

export interface Emoji {
  readonly sign: string
  readonly name: string
}

const words = TABLE.trim().split(/\s+/)
export const EMOJI: readonly Emoji[] = Array.from({ length: words.length / 2 }, (_, i) => ({
  sign: words[2 * i] ?? '',
  name: words[2 * i + 1] ?? '',
}))

/** One click away on every message. */
export const QUICK: readonly string[] = ['👍', '❤️', '😄', '🎉', '👀']

/** Best first: those whose name begins so, then those that hold it. */
export const findEmoji = (part: string, most: number): readonly Emoji[] => {
  const wanted = part.toLowerCase()
  const begin = EMOJI.filter(({ name }) => name.startsWith(wanted))
  const hold = EMOJI.filter(({ name }) => !name.startsWith(wanted) && name.includes(wanted))
  return [...begin, ...hold].slice(0, most)
}

/** `:smile:` becomes what it names; names that are not known stay. */
export const withEmoji = (text: string): string =>
  text.replace(/:([a-z_]{2,20}):/g, (whole, name: string) => EMOJI.find((emoji) => emoji.name === name)?.sign ?? whole)
