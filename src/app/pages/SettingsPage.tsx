import { useSyncExternalStore } from 'react'
import { useReasonMissing } from '#features/access-reason/AccessReasonGate.tsx'
import { keepsRecent, setKeepsRecent } from '#features/organizations/recent.ts'
import { ShortcutList } from '#features/palette/Shortcuts.tsx'
import { AppearanceSettings, SettingsFields } from '#features/settings/SettingsSections.tsx'
import { ServerAbilities } from '#features/settings/SettingsSections.tsx'
import { Facts, SettingsSection, SettingsSections } from '#features/settings/SettingsSections.tsx'
import { setUploadSlots, SLOT_CHOICES, uploadSlots } from '#features/upload/slots.ts'
import type { AccessReasonConfig, ConsoleConfig } from '#site/console-config.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Checkbox, type CheckboxProps } from '#ui/controls/Checkbox.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import type { Store } from '#ui/store.ts'
import { Page } from '../Page.tsx'
import { useSignOut } from '../shell/sign-out.ts'
import { serverName, useConfig } from '../state/config.tsx'
import { useCurrentOrganization } from '../state/organization.tsx'
import { overlay } from '../state/overlay.ts'
import { readAhead, setReadAhead } from '../state/read-ahead.ts'
import { searchMethod, setSearchMethod } from '../state/search-method.ts'
import { setSingleKeys, singleKeys } from '../state/single-keys.ts'
import { useAccessReasonConfig } from '../use-access-reason-config.ts'

/** `/settings` */
export default function SettingsPage() {
  const config = useConfig()
  const signOut = useSignOut()
  const organization = useCurrentOrganization()
  const reason = useAccessReasonConfig(organization?.id)
  const closed = useReasonMissing(organization?.id ?? '', reason)
  return (
    <Page title="Settings">
      <SettingsSections>
        <SettingsSection title="Connection">
          <Facts
            facts={[
              ['Server', serverName(config)],
              ['Organization', organization?.name ?? 'None chosen yet'],
              ['Token', tokenWords(config)],
              ['Screen locks', `after ${config.idleMinutes} minutes without activity`],
            ]}
          />
          <Button onClick={signOut}>Sign out in all tabs</Button>
          <RememberOrganizations />
        </SettingsSection>
        <SettingsSection title="Appearance">
          <AppearanceSettings />
        </SettingsSection>
        <SettingsSection title="Reading ahead">
          <ReadingAhead />
        </SettingsSection>
        <SettingsSection title="Uploads">
          <UploadsAtATime />
        </SettingsSection>
        <SettingsSection title="Search">
          <SearchMethod />
        </SettingsSection>
        <SettingsSection title="Access reason">
          {reason !== undefined && <p>{reasonWords(reason)}</p>}
          {organization !== undefined && (
            <Button onClick={() => overlay.set('access-reason')}>Change the access reason</Button>
          )}
        </SettingsSection>
        <SettingsSection title="What this server can do">
          {organization === undefined ? (
            <p>Choose an organization first: the answer may differ between organizations.</p>
          ) : closed ? (
            <p>Enter an access reason first: this organization requires one.</p>
          ) : (
            <ServerAbilities org={organization.id} />
          )}
        </SettingsSection>
        <SettingsSection title="Keyboard shortcuts">
          <SingleKeys />
          <ShortcutList level="h3" />
        </SettingsSection>
      </SettingsSections>
    </Page>
  )
}

interface ChoiceProps<Value> extends Pick<CheckboxProps, 'label' | 'description' | 'onChange'> {
  /** Of what is chosen on this machine. */
  store: Store<Value>
  isOn: (value: Value) => boolean
}

function Choice<Value>({ store, isOn, ...box }: ChoiceProps<Value>) {
  const value = useSyncExternalStore(store.subscribe, store.get)
  return <Checkbox checked={isOn(value)} {...box} />
}

const isTrue = (on: boolean) => on

function RememberOrganizations() {
  return (
    <Choice
      store={keepsRecent}
      isOn={isTrue}
      onChange={setKeepsRecent}
      label="Remember organizations on this machine after signing out"
      description="Their names and ids, and how far you have read their activity. Whoever uses this browser next can see them."
    />
  )
}

function SearchMethod() {
  return (
    <Choice
      store={searchMethod}
      isOn={(method) => method === 'POST'}
      onChange={(on) => setSearchMethod(on ? 'POST' : 'GET')}
      label="Send searches as POST, so that ids stay out of server logs"
      description="Turn it off only for a server that has no search by POST."
    />
  )
}

function SingleKeys() {
  return (
    <Choice
      store={singleKeys}
      isOn={isTrue}
      onChange={setSingleKeys}
      label="Use shortcuts of one key"
      description="“/”, “?”, “j” and “k” outside of fields and lists. Turn it off where they are pressed by mistake, or by speech."
    />
  )
}

/** What is read that nobody opened, which the server's log can't tell from what somebody did. */
function ReadingAhead() {
  return (
    <>
      <p>
        What is read ahead is in the server’s audit log as read by you, whether or not you open it.
      </p>
      <Choice
        store={readAhead}
        isOn={({ thumbnails }) => thumbnails}
        label="Show thumbnails in the gallery, and thumbnails and changes among versions"
        description="Reads the pictures, scans and PDFs in view, and of what was changed both versions, up to 5 MB each."
        onChange={(thumbnails) => setReadAhead({ thumbnails })}
      />
      <Choice
        store={readAhead}
        isOn={({ neighbours }) => neighbours}
        label="Load the next and the previous file"
        description="While a file of the list is open, up to 1 MB each, so that they open at once."
        onChange={(neighbours) => setReadAhead({ neighbours })}
      />
    </>
  )
}

/** On a slow line more at a time is not faster, and each takes longer. */
function UploadsAtATime() {
  const slots = useSyncExternalStore(uploadSlots.subscribe, uploadSlots.get)
  return (
    <SettingsFields>
      <SelectField
        label="Files at a time"
        value={String(slots)}
        options={SLOT_CHOICES.map((count) => ({ value: String(count), label: String(count) }))}
        onChange={(count) => setUploadSlots(Number(count))}
      />
    </SettingsFields>
  )
}

function tokenWords({ tokenStorage }: ConsoleConfig): string {
  return tokenStorage === 'memory'
    ? 'Kept in memory only; you enter it again after a reload'
    : 'Kept in this tab only, until it is closed or locked'
}

function reasonWords({ required, templates }: AccessReasonConfig): string {
  const offered =
    templates.length === 0 ? '' : ` Templates: ${templates.map(({ name }) => name).join(', ')}.`
  const rule = required
    ? 'This organization requires a reason before it shows anything.'
    : 'You can give a reason. It is sent with every request and kept in the server’s audit log.'
  return rule + offered
}
