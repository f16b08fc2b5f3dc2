// The buttons around <audio controls>.  Without this script the audio plays
// all the same, and a moment's link loads the page with the audio standing
// there.  Nothing plays by itself.

const text = {
  slower: 'Playing slower.',
  normal: 'Playing at normal speed.',
  failed: 'This cannot be played now. Open the link in your message again.'
}

function neutral () {
  if ('mediaSession' in navigator && 'MediaMetadata' in window) {
    navigator.mediaSession.metadata = new window.MediaMetadata({ title: 'Document', artist: '', album: '' })
  }
}

function seek (audio, seconds) {
  const go = () => {
    audio.currentTime = seconds
    audio.play().catch(() => {})
  }
  if (audio.readyState >= 1) {
    go()
  } else {
    audio.addEventListener('loadedmetadata', go, { once: true })
    audio.preload = 'metadata'
    audio.load()
  }
}

function start (player) {
  const audio = player.querySelector('audio')
  const status = player.querySelector('[data-status]')
  const buttons = player.querySelector('[data-needs-script]')
  const said = { ...text, ...player.dataset }
  buttons.hidden = false
  audio.addEventListener('play', neutral)
  const last = audio.querySelector('source:last-of-type') || audio
  last.addEventListener('error', () => { status.textContent = said.failed })
  buttons.addEventListener('click', event => {
    const button = event.target.closest('button')
    if (!button) return
    if (button.dataset.back) {
      audio.currentTime = Math.max(0, audio.currentTime - Number(button.dataset.back))
    } else if (button.dataset.rate) {
      const rate = Number(button.dataset.rate)
      audio.playbackRate = rate
      audio.preservesPitch = true
      status.textContent = rate < 1 ? said.slower : said.normal
    }
  })
}

for (const player of document.querySelectorAll('[data-module="doc-player"]')) start(player)

// A moment: in the player it stands in, or in the one it names.
document.addEventListener('click', event => {
  const link = event.target.closest('a[data-seek]')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  const player = link.dataset.player
    ? document.getElementById(link.dataset.player)
    : link.closest('[data-module="doc-player"]')
  const audio = player && player.querySelector('audio')
  if (!audio) return
  event.preventDefault()
  seek(audio, Number(link.dataset.seek))
  player.scrollIntoView({ block: 'nearest' })
})
