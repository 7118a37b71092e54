import { BadSetting, bearerToken, text, whole, type Env } from './read-setting.ts'

/** Where `/metrics` is served, if at all. */
export type MetricsConfig =
  | { kind: 'off' }
  /** Beside the API. */
  | { kind: 'main-port'; token: string }
  /** Where no token is asked for, whoever reaches the port may read it. */
  | { kind: 'own-port'; port: number; host: string; token?: string }

/** @throws BadSetting */
export function readMetrics(env: Env): MetricsConfig {
  const token = bearerToken(env, 'BINNACLE_METRICS_TOKEN')
  const host = text(env, 'BINNACLE_METRICS_HOST') ?? '127.0.0.1'
  if (token !== undefined && token === bearerToken(env, 'BINNACLE_TOKEN'))
    throw new BadSetting(
      'BINNACLE_METRICS_TOKEN must not be BINNACLE_TOKEN, which may do everything.',
    )
  if (text(env, 'BINNACLE_METRICS_PORT') === undefined)
    return token === undefined ? { kind: 'off' } : { kind: 'main-port', token }
  const port = whole(env, 'BINNACLE_METRICS_PORT', 0, 0, 65_535)
  return { kind: 'own-port', port, host, ...(token !== undefined && { token }) }
}
