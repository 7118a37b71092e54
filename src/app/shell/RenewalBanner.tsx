import { useSession, useSessionState } from '#features/session/context.tsx'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'

/** Stays after the user has closed the question for a new token. */
export function RenewalBanner() {
  const session = useSession()
  const state = useSessionState()
  if (state.phase !== 'active' || state.renewal !== 'declined') return null
  return (
    <Banner
      tone="warning"
      role="status"
      title="Your access token is no longer accepted"
      actions={
        <Button size="s" onClick={() => session.askForRenewal()}>
          Enter another token
        </Button>
      }
    >
      Nothing can be loaded or saved until you enter another one.
    </Banner>
  )
}
