import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ensureProgram } from './debian-package.ts'
import { makeSigner, pem } from './make-signed.ts'

export type ProxyName = 'nginx' | 'caddy'

/** A real proxy with the configuration that `deploy/` gives, in front of a server. */
export interface Proxy extends AsyncDisposable {
  /** `https://localhost:PORT`; its certificate is nobody's. */
  url: string
  port: number
  /** Bytes of the most memory that any of its processes has taken. */
  peakMemory(): Promise<number>
  /** Whether it keeps, or has kept, anything in a temporary file. */
  usesDisk(): Promise<boolean>
  /** What it wrote into the log of what it answered. */
  accessLog(): Promise<string>
}

/**
 * @param target `http://127.0.0.1:PORT`
 * @throws Error where it is not installed and can not be
 */
export async function startProxy(name: ProxyName, target: string): Promise<Proxy> {
  const command = ensureProgram(name)
  const folder = await mkdtemp(join(tmpdir(), `binnacle-${name}-`))
  const { key, certificate } = await makeSigner('localhost', { isElliptic: true })
  await writeFile(
    join(folder, 'cert.pem'),
    pem('CERTIFICATE', new Uint8Array(certificate.toSchema().toBER())),
  )
  const der = new Uint8Array(await crypto.subtle.exportKey('pkcs8', key))
  await writeFile(join(folder, 'cert.key'), pem('PRIVATE KEY', der), { mode: 0o600 })
  const port = await freePort()
  const file = join(folder, name === 'nginx' ? 'nginx.conf' : 'Caddyfile')
  const given = await readFile(
    resolve(import.meta.dirname, '../deploy', name === 'nginx' ? 'nginx.conf' : 'Caddyfile'),
    'utf8',
  )
  await writeFile(file, (name === 'nginx' ? nginxHere : caddyHere)(given, { folder, port, target }))
  await mkdir(join(folder, 'temporary'))
  const child = spawn(command, ARGUMENTS[name](folder, file), {
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const gone = once(child, 'exit')
  const ended = gone.then(() => Promise.reject(new Error(`${name} ended: ${said}`)))
  ended.catch(() => undefined)
  await Promise.race([answers(port), ended])
  return {
    url: `https://localhost:${port}`,
    port,
    peakMemory: async () =>
      Math.max(...(await Promise.all((await family(child.pid ?? 0)).map(peakOf)))),
    usesDisk: async () => {
      const warnings = await readFile(join(folder, 'error.log'), 'utf8').catch(() => '')
      return (
        warnings.includes('temporary file') || (await bytesBelow(join(folder, 'temporary'))) > 0
      )
    },
    accessLog: () => readFile(join(folder, 'access.log'), 'utf8'),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Here {
  folder: string
  port: number
  target: string
}

/** The same with the ports, names and files of a test, and nothing else changed. */
function nginxHere(given: string, { folder, port, target }: Here): string {
  return replaced(given, [
    ['user www-data;', process.getuid?.() === 0 ? 'user root;' : ''],
    ['worker_processes auto;', 'worker_processes 1;'],
    ['pid /run/nginx.pid;', `pid ${folder}/nginx.pid;`],
    ['error_log /var/log/nginx/error.log warn;', `error_log ${folder}/error.log warn;`],
    ['access_log /var/log/nginx/access.log', `access_log ${folder}/access.log`],
    [
      'server_tokens off;',
      `server_tokens off;\n${TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/temporary/${kind};`).join('\n')}`,
    ],
    ['server 127.0.0.1:8080;', `server ${new URL(target).host};`],
    ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
    ['server_name files.example.org;', 'server_name localhost;'],
    ['/etc/nginx/files.example.org.pem', `${folder}/cert.pem`],
    ['/etc/nginx/files.example.org.key', `${folder}/cert.key`],
  ])
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

function caddyHere(given: string, { folder, port, target }: Here): string {
  return replaced(given, [
    ['\tadmin off', '\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust'],
    [
      '\n{$BINNACLE_SITE:files.example.org} {',
      `\nhttps://localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${folder}/cert.pem ${folder}/cert.key`,
    ],
    ['{$BINNACLE_UPSTREAM:127.0.0.1:8080}', new URL(target).host],
    ['/var/log/caddy/access.log', `${folder}/access.log`],
  ])
}

function replaced(text: string, pairs: [from: string, to: string][]): string {
  return pairs.reduce((given, [from, to]) => {
    if (given.split(from).length !== 2) throw new Error(`The configuration says not once: ${from}`)
    return given.replace(from, () => to)
  }, text)
}

const ARGUMENTS: Record<ProxyName, (folder: string, file: string) => string[]> = {
  nginx: (folder, file) => [
    '-p',
    folder,
    '-c',
    file,
    '-e',
    join(folder, 'error.log'),
    '-g',
    'daemon off;',
  ],
  caddy: (_, file) => ['run', '--config', file, '--adapter', 'caddyfile'],
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const is = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (is) return
    await delay(50)
  }
}

/** The process and its children. */
async function family(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return [
    pid,
    ...children
      .split(' ')
      .filter((text) => text !== '')
      .map(Number),
  ]
}

async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
}

async function bytesBelow(folder: string): Promise<number> {
  let sum = 0
  for (const name of await readdir(folder, { recursive: true })) {
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found?.isFile() === true) sum += found.size
  }
  return sum
}
