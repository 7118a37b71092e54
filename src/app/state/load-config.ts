import { basePath } from '#site/base-path.ts'
import { defaultConfig, type ConsoleConfig } from '#site/console-config.ts'
import { parseConfig, type ConfigProblem, type ParsedConfig } from '#site/parse-config.ts'

/**
 * Reads `config.json` beside the page. Where there is none, the defaults hold; one that can't be read or is wrong
 * comes back as its problems, never as an exception.
 */
export async function loadConfig(
  load: typeof fetch = fetch,
  base = basePath(),
): Promise<ParsedConfig> {
  let response: Response
  try {
    response = await load(`${base}/config.json`, {
      cache: 'no-cache',
      credentials: 'same-origin',
    })
  } catch {
    return broken(
      'no answer',
      'the file, from the server that served this page; reload to try again',
    )
  }
  if (response.status === 404) return { ok: true, config: below(defaultConfig, base) }
  if (!response.ok) return broken(`an answer of status ${response.status}`, 'the file')
  const text = await response.text().catch(() => '')
  try {
    const parsed = await parseConfig(JSON.parse(text))
    return parsed.ok ? { ok: true, config: below(parsed.config, base) } : parsed
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return broken(reason, 'JSON: names and texts in double quotes, no comma after the last')
  }
}

/** The API is where the console is, unless the configuration names another place. */
function below(config: ConsoleConfig, base: string): ConsoleConfig {
  return config.apiBase === '' ? { ...config, apiBase: base } : config
}

function broken(found: string, expected: string): { ok: false; problems: ConfigProblem[] } {
  return { ok: false, problems: [{ key: 'config.json', found, expected }] }
}
