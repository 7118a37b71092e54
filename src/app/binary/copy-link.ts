import { basePath } from '#site/base-path.ts'
import { toast } from '#ui/feedback/toasts.ts'

/** Copies the address of a page of ours; says so, also where the browser forbids it. */
export async function copyLink(path: string): Promise<void> {
  const link = new URL(basePath() + path, location.origin).href
  try {
    await navigator.clipboard.writeText(link)
    toast({ tone: 'success', title: 'The link was copied' })
  } catch {
    // On plain http, or by policy.
    toast({ tone: 'warning', title: 'The browser did not allow copying', body: link })
  }
}
