import { QueryClient } from '@tanstack/react-query'
import { createApi } from '#api/api.ts'
import { createClient, type ClientOptions } from '#api/transport/client.ts'

/** An API with a cache of its own. */
export function connect(base: string, options: Partial<ClientOptions> = {}) {
  const client = createClient({
    base,
    token: () => 'a-token',
    logCdata: () => undefined,
    renewToken: async () => 'abandoned',
    ...options,
  })
  const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } })
  return { client, api: createApi(client), queryClient }
}
