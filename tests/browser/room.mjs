// A meeting room for the tests of the console: a real recorder whose microphone
// plays a file, and `marac-share console` beside it.  See lib.mjs.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { World, bin, check, until } from './lib.mjs'

const at = resolve(bin)

export class Room extends World {
  // So many cases, and people in the papers.
  constructor (items, people, minutes = 12) {
    super()
    this.home = join(this.folder, 'h')
    this.control = join(this.folder, 'control')
    this.papers = join(this.folder, 'papers.json')
    this.sizes = [items, people, minutes]
    this.env = { ...process.env, ALSA_CONFIG_PATH: join(this.folder, 'asound.conf') }
    this.running = []
  }

  // Run a program of ours to its end.
  run (program, ...args) {
    return execFileSync(join(at, program), args, { env: this.env, encoding: 'buffer', maxBuffer: 1 << 26 })
  }

  say (...args) {
    return String(this.run('marac-recorder', ...args, '--home', this.home))
  }

  status () {
    return JSON.parse(this.say('status', '--json'))
  }

  journal () {
    const meeting = JSON.parse(readFileSync(this.papers, 'utf8')).meeting
    return String(this.run('meetingkit', 'journal', join(this.home, 'meetings', meeting)))
  }

  start (program, args) {
    const child = spawn(join(at, program), args, { env: this.env, stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.on('data', text => { this.log += text })
    child.ended = new Promise(resolve => child.on('exit', resolve))
    this.running.push(child)
    return child
  }

  async stop (child, signal = 'SIGTERM') {
    this.running = this.running.filter(c => c !== child)
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return child.ended
  }

  // Until the microphone is heard.
  async record () {
    this.recorder = this.start('marac-recorder', ['run', '--home', this.home, '--papers', this.papers, '--device', 'room'])
    await until('the recorder hears', () => {
      try {
        return this.status().level_cb > -550
      } catch {
        return false
      }
    })
  }

  async serve (port = 0) {
    const file = join(this.folder, `port-${this.running.length}-${Date.now()}`)
    this.server = this.start('marac-share', ['console', '--home', this.home, '--listen', `127.0.0.1:${port}`,
      '--minutes', String(this.sizes[2]), '--port-file', file])
    this.ended = this.server.ended
    await until('the console listens', () => existsSync(file) || this.server.exitCode !== null)
    check(this.server.exitCode === null, `the console ended: ${this.log}`)
    this.port = Number(readFileSync(file, 'utf8'))
    this.url = `http://localhost:${this.port}`
  }

  async open () {
    const [items, people] = this.sizes
    this.log = ''
    const code = join(this.folder, 'code.raw')
    writeFileSync(code, this.run('meetingkit', 'timecode', '10'))
    writeFileSync(this.env.ALSA_CONFIG_PATH, `
pcm_type.marac_mic { lib "${join(at, 'libmaracmic.so')}" }
pcm.room {
  type marac_mic
  file "${code}"
  control "${this.control}"
  clocked on
  hint { show on description "Room microphone" }
}
pcm.default { type null }
`)
    this.run('meetingkit', 'papers', String(items), '1', String(people), this.papers, join(this.folder, 'secrets'))
    this.say('device-key')
    await this.serve()
    await this.openBrowser()
  }

  async close () {
    const server = this.server
    for (const child of this.running.filter(c => c !== server)) await this.stop(child)
    this.running = []
    await super.close()
  }
}
