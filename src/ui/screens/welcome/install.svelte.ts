interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

const isPrompt = (event: Event): event is InstallPromptEvent => 'prompt' in event;

/** Chromium offers installation once, early: kept until a screen has a button for it. */
class InstallOffer {
  event = $state.raw<InstallPromptEvent | null>(null);

  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      if (isPrompt(event)) this.event = event;
    });
  }

  async accept(): Promise<void> {
    await this.event?.prompt();
    this.event = null;
  }
}

export const installOffer = new InstallOffer();

const isApplePhone = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);

const isInstalled = (): boolean =>
  matchMedia('(display-mode: standalone)').matches ||
  ('standalone' in navigator && navigator.standalone === true);

/** In a Safari tab the system deletes what is kept, so the Home Screen comes before the first data. */
export const mustInstallFirst = (): boolean => isApplePhone() && !isInstalled();
