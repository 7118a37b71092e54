import { QueryClient } from '@tanstack/react-query'
import { createApi } from '#api/api.ts'
import { createClient, type ClientOptions } from '#api/transport/client.ts'
import { actorOf, type ActorOptions } from './actor.ts'

/** An API with a cache of its own. */
export function connect(
  base: string,
  options: Partial<Omit<ClientOptions, 'base'> & ActorOptions> = {},
) {
  const { token = () => 'a-token', renewToken, logCdata = () => undefined, ...others } = options
  const actor = actorOf({ token, ...(renewToken && { renewToken }) })
  const client = createClient({ base, actor, logCdata, ...others })
  const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } })
  return { client, api: createApi(client), queryClient }
}
