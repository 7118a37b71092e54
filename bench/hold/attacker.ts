import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { attackOf, CLIENTS, type Shot } from './attacks.ts'

/**
 * A process of its own, so that what it takes to attack is not measured as the server's: arguments are the attack's name,
 * where the FHIR API is, and a token. It says "ready", attacks until it is told to stop, and then how it was answered.
 */
const [name = '', base = '', token = ''] = process.argv.slice(2)
const attack = attackOf(name)
const answered = new Map<string, number>()

function count(what: string): void {
  answered.set(what, (answered.get(what) ?? 0) + 1)
}

process.once('SIGTERM', () => {
  console.log(JSON.stringify(Object.fromEntries(answered)))
  process.exit(0)
})

if (attack.kind === 'silent') {
  const { hostname, port } = new URL(base)
  for (let index = 0; index < attack.count; index += 1) keepSilent(hostname, Number(port))
  console.log('ready')
} else {
  const shot = attack.shot()
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  console.log('ready')
  await Promise.all(Array.from({ length: CLIENTS }, () => fire(shot, agent)))
}

/** Comes back as soon as it is thrown out. */
function keepSilent(host: string, port: number): Socket {
  const socket = connect(port, host)
  socket.on('error', () => undefined)
  socket.once('connect', () => count('connected'))
  socket.once('close', () => {
    count('closed')
    setTimeout(() => keepSilent(host, port), 50)
  })
  return socket.resume()
}

/** Until the process ends. */
async function fire(shot: Shot, agent: Agent): Promise<void> {
  for (;;) {
    const status = await send(shot, agent).catch(() => 'cut')
    count(status)
    if (status === 'cut') await new Promise((resolve) => void setTimeout(resolve, 20))
  }
}

function send({ method, path, headers, body, anonymous }: Shot, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${base}${path}`, {
      method,
      agent,
      headers: {
        ...headers,
        ...(anonymous !== true && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-length': body.length }),
      },
    })
    outgoing.on('error', reject)
    outgoing.on('response', (answer) => {
      answer.on('error', reject)
      answer.on('end', () => resolve(String(answer.statusCode)))
      answer.resume()
    })
    outgoing.end(body)
  })
}
