import { createContext, use, type ReactNode } from 'react'
import { defaultConfig, type ConsoleConfig } from '#site/console-config.ts'

const ConfigContext = createContext<ConsoleConfig>(defaultConfig)

export function ConfigProvider({
  config,
  children,
}: {
  config: ConsoleConfig
  children: ReactNode
}) {
  return <ConfigContext value={config}>{children}</ConfigContext>
}

/** What `config.json` says, with its defaults filled in. */
export function useConfig(): ConsoleConfig {
  return use(ConfigContext)
}

/** Where the API is, in words for a reader. */
export function serverName(config: ConsoleConfig): string {
  return new URL(config.apiBase, location.origin).host
}
