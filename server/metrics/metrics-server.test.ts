import { once } from 'node:events'
import { connect } from 'node:net'
import { Gauge } from 'prom-client'
import { expect, onTestFinished, test } from 'vitest'
import { BadSetting } from '#server/settings/read-setting.ts'
import { readMetrics } from '#test/read-metrics.ts'
import { startMetricsServer } from './metrics-server.ts'
import { Metrics } from './metrics.ts'

const HERE = { port: 0, host: '127.0.0.1' }
const TOKEN = 'metrics-token-0123456789'

async function started(options: Parameters<typeof startMetricsServer>[1] = HERE) {
  const server = await startMetricsServer(new Metrics(), options)
  onTestFinished(() => server.stop())
  return server.address
}

test('serves /metrics to whoever reaches it, and nothing else', async () => {
  const address = await started()
  const answer = await fetch(address)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ])
  expect(readMetrics(await answer.text()).length).toBeGreaterThan(0)
  const head = await fetch(address, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect((await fetch(`${address}?x=1`)).status).toBe(200)
  expect((await fetch(address, { method: 'POST', body: 'x' })).status).toBe(405)
  for (const path of ['/', '/metrics/x', '/organizations', '/readyz'])
    expect((await fetch(new URL(path, address))).status).toBe(404)
})

test('asks for a token where it has one', async () => {
  const address = await started({ ...HERE, token: TOKEN })
  const status = async (authorization: string) =>
    (await fetch(address, { headers: { authorization } })).status
  expect(await status(`Bearer ${TOKEN}`)).toBe(200)
  for (const wrong of ['', TOKEN, `Bearer ${TOKEN}1`, `Basic ${TOKEN}`])
    expect(await status(wrong)).toBe(401)
})

test('says when to ask again while the metrics can not be collected', async () => {
  const metrics = new Metrics()
  metrics.registry.registerMetric(
    new Gauge({
      name: 'broken',
      help: 'None.',
      registers: [],
      collect: () => {
        throw new Error('As a test has it.')
      },
    }),
  )
  const server = await startMetricsServer(metrics, HERE)
  onTestFinished(() => server.stop())
  const answer = await fetch(server.address)
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
})

test('ends while somebody is connected who says nothing', async () => {
  const server = await startMetricsServer(new Metrics(), HERE)
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1')
  await once(socket, 'connect')
  await server.stop()
  if (!socket.closed) await once(socket, 'close')
})

test('a port that is taken is refused in one line', async () => {
  const port = Number(new URL(await started()).port)
  await expect(startMetricsServer(new Metrics(), { ...HERE, port })).rejects.toThrow(BadSetting)
  await expect(startMetricsServer(new Metrics(), { ...HERE, port })).rejects.toThrow(
    `BINNACLE_METRICS_PORT ${port} can not be listened on (EADDRINUSE).`,
  )
})
