// What chairs and coordinators see of a recording: its outline, drawn over the
// player; times that step by a second; and pages that look again by themselves.
// Without this script there is the player, the fields and "Look again".

function draw (canvas, audio) {
  const context = canvas.getContext('2d')
  const columns = canvas.dataset.outline.match(/../g).map(hex => parseInt(hex, 16))
  const seconds = Number(canvas.dataset.seconds) || 1
  const width = canvas.width = columns.length * 2
  const height = canvas.height = 96
  const paint = () => {
    const at = audio.currentTime / seconds * width
    context.clearRect(0, 0, width, height)
    columns.forEach((high, i) => {
      // A whisper is to be seen, too.
      const half = Math.max(1, Math.sqrt(high / 255) * height / 2)
      context.fillStyle = i * 2 < at ? '#1d70b8' : '#505a5f'
      context.fillRect(i * 2, height / 2 - half, 1.5, half * 2)
    })
    context.fillStyle = '#d4351c'
    context.fillRect(at, 0, 2, height)
  }
  canvas.hidden = false
  canvas.addEventListener('click', event => {
    const box = canvas.getBoundingClientRect()
    const to = (event.clientX - box.left) / box.width * seconds
    const go = () => { audio.currentTime = to }
    if (audio.readyState >= 1) return go()
    audio.addEventListener('loadedmetadata', go, { once: true })
    audio.preload = 'metadata'
    audio.load()
  })
  for (const name of ['timeupdate', 'seeked', 'loadedmetadata']) audio.addEventListener(name, paint)
  paint()
}

const player = document.getElementById('player')
const audio = player && player.querySelector('audio')
const canvas = player && player.querySelector('canvas')
if (canvas && canvas.dataset.outline) draw(canvas, audio)

// "1:02:03" or "2:03" as seconds, and back; NaN when it is no time.
function seconds (text) {
  return text.trim().split(':').reduce((sum, part) => sum * 60 + (/^\d+(\.\d+)?$/.test(part) ? Number(part) : NaN), 0)
}

function clock (s, hours) {
  const two = n => String(n).padStart(2, '0')
  const h = Math.floor(s / 3600)
  const m = Math.floor(s / 60) % 60
  return h > 0 || hours ? `${h}:${two(m)}:${two(Math.floor(s % 60))}` : `${m}:${two(Math.floor(s % 60))}`
}

document.addEventListener('click', event => {
  const button = event.target.closest('button[data-field]')
  const input = button && document.getElementById(button.dataset.field)
  const at = input ? seconds(input.value) : NaN
  if (Number.isNaN(at)) return
  event.preventDefault()
  if (button.dataset.nudge) {
    input.value = clock(Math.max(0, at + Number(button.dataset.nudge)), input.id === 'at')
  } else if (audio) {
    // A time of the meeting is not one of the player.
    const to = Math.max(0, at + Number(button.dataset.shift || 0) - Number(button.dataset.before))
    const go = () => {
      audio.currentTime = to
      audio.play().catch(() => {})
    }
    if (audio.readyState >= 1) return go()
    audio.addEventListener('loadedmetadata', go, { once: true })
    audio.preload = 'metadata'
    audio.load()
  }
})

// Played to the end: the page says a moment later that it is heard.
const heard = document.querySelector('[data-module="doc-heard"]')
if (heard && audio && !('heard' in heard.dataset)) {
  audio.addEventListener('ended', () => setTimeout(() => window.location.reload(), 2000))
}
