import { connect } from 'node:net'

/** What came over a bare connection, with nothing that a client library would hide. */
export interface RawAnswer {
  /** By lower-case name; `status` is the status line's. */
  headers: Record<string, string> & { status: number }
  text: string
}

/** Sends the text as it is and reads until the server closes, or the answer is as long as it says. */
export function rawRequest(port: number, text: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    const done = (): void => {
      const answer = parse(received)
      if (answer) resolve(answer)
      else reject(new Error(`No answer: ${JSON.stringify(received.slice(0, 200))}`))
      socket.destroy()
    }
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      received += chunk
      const length = parse(received)?.headers['content-length']
      const body = received.slice(received.indexOf('\r\n\r\n') + 4)
      if (length !== undefined && body.length >= Number(length)) done()
    })
    socket.on('close', done)
    socket.on('error', () => undefined)
  })
}

function parse(received: string): RawAnswer | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [line = '', ...lines] = received.slice(0, end).split('\r\n')
  const pairs = lines.map((one) => {
    const colon = one.indexOf(':')
    return [one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim()]
  })
  const headers = Object.fromEntries(pairs) as Record<string, string>
  const text = Buffer.from(received.slice(end + 4), 'latin1').toString()
  return {
    headers: { ...headers, status: Number(line.split(' ')[1]) } as RawAnswer['headers'],
    text,
  }
}
