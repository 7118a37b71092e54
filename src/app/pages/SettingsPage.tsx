import { useReasonMissing } from '#features/access-reason/AccessReasonGate.tsx'
import { ShortcutList } from '#features/palette/ShortcutList.tsx'
import { useSession } from '#features/session/context.tsx'
import { AppearanceSettings } from '#features/settings/AppearanceSettings.tsx'
import { ServerAbilities } from '#features/settings/ServerAbilities.tsx'
import { Facts, SettingsSection } from '#features/settings/SettingsSection.tsx'
import type { AccessReasonConfig, ConsoleConfig } from '#site/console-config.ts'
import { Button } from '#ui/controls/Button.tsx'
import { serverName, useConfig } from '../config.tsx'
import { useCurrentOrganization } from '../organization.tsx'
import { overlay } from '../overlay.ts'
import { Page } from '../Page.tsx'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'

/** `/settings` */
export default function SettingsPage() {
  const config = useConfig()
  const session = useSession()
  const organization = useCurrentOrganization()
  const reason = useAccessReasonConfig(organization?.id)
  const closed = useReasonMissing(organization?.id ?? '', reason)
  return (
    <Page title="Settings">
      <SettingsSection title="Connection">
        <Facts
          facts={[
            ['Server', serverName(config)],
            ['Organization', organization?.name ?? 'None is chosen yet'],
            ['Token', tokenWords(config)],
            ['Screen locks', `after ${config.idleMinutes} minutes without use`],
          ]}
        />
        <Button onClick={() => session.signOut()}>Sign out in all tabs</Button>
      </SettingsSection>
      <SettingsSection title="Appearance">
        <AppearanceSettings />
      </SettingsSection>
      <SettingsSection title="Access reason">
        {reason !== undefined && <p>{reasonWords(reason)}</p>}
        {organization !== undefined && (
          <Button onClick={() => overlay.set('access-reason')}>Change the access reason</Button>
        )}
      </SettingsSection>
      <SettingsSection title="What this server can do">
        {organization === undefined ? (
          <p>Choose an organization first: a server may say something else for each.</p>
        ) : closed ? (
          <p>Give an access reason first: nothing is asked of this organization without one.</p>
        ) : (
          <ServerAbilities org={organization.id} />
        )}
      </SettingsSection>
      <SettingsSection title="Keyboard shortcuts">
        <ShortcutList level="h3" />
      </SettingsSection>
    </Page>
  )
}

function tokenWords({ tokenStorage }: ConsoleConfig): string {
  return tokenStorage === 'memory'
    ? 'Kept in memory alone; a reload asks for it again'
    : 'Kept in this tab alone, until it is closed or locked'
}

function reasonWords({ required, templates }: AccessReasonConfig): string {
  const offered =
    templates.length === 0 ? '' : ` Templates: ${templates.map(({ name }) => name).join(', ')}.`
  const rule = required
    ? 'A reason is required before anything of the organization is shown.'
    : 'A reason can be given; it goes with every request into the server’s audit log.'
  return rule + offered
}
