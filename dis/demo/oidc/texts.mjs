// The words of the local providers' pages, in the three languages of ui_locales.

const TEXTS = {
  nb: {
    local: 'Bare for test: en lokal tjeneste på denne maskinen. Ingen ekte innlogging, ingen ekte personer.',
    heading: 'Velg hvem du vil logge inn som',
    person: 'Person',
    level: 'Sikkerhetsnivå',
    signIn: 'Logg inn',
    cancel: 'Avbryt',
    choose: 'Velg en person før du logger inn.',
    nobody: 'Listen over testpersoner er tom. Start portalen med «make run», så blir den laget.',
    signOutHeading: 'Vil du logge ut?',
    signOutText: 'Du blir logget ut av denne tjenesten og av alle tjenester du har logget inn på med den.',
    signOut: 'Logg ut',
    signedOut: 'Du er logget ut',
    signingOut: 'Du er logget ut av tjenestene du brukte.',
    onward: 'Gå videre',
    errorHeading: 'Innloggingen stoppet',
    errorText: 'Gå tilbake til portalen og begynn på nytt.',
    expired: 'Innloggingen tok for lang tid, eller siden ble åpnet på nytt. Gå tilbake til portalen og begynn på nytt.',
    levels: {
      'idporten-loa-substantial': 'Betydelig (substantial): for lavt for helsetjenester',
      'idporten-loa-high': 'Høyt (high), som BankID',
      3: 'Nivå 3: for lavt for helsetjenester',
      4: 'Nivå 4, som BankID eller Buypass',
    },
  },
  nn: {
    local: 'Berre for test: ei lokal teneste på denne maskina. Inga ekte innlogging, ingen ekte personar.',
    heading: 'Vel kven du vil logge inn som',
    person: 'Person',
    level: 'Tryggleiksnivå',
    signIn: 'Logg inn',
    cancel: 'Avbryt',
    choose: 'Vel ein person før du loggar inn.',
    nobody: 'Lista over testpersonar er tom. Start portalen med «make run», så blir ho laga.',
    signOutHeading: 'Vil du logge ut?',
    signOutText: 'Du blir logga ut av denne tenesta og av alle tenester du har logga inn på med henne.',
    signOut: 'Logg ut',
    signedOut: 'Du er logga ut',
    signingOut: 'Du er logga ut av tenestene du brukte.',
    onward: 'Gå vidare',
    errorHeading: 'Innlogginga stoppa',
    errorText: 'Gå tilbake til portalen og begynn på nytt.',
    expired: 'Innlogginga tok for lang tid, eller sida vart opna på nytt. Gå tilbake til portalen og begynn på nytt.',
    levels: {
      'idporten-loa-substantial': 'Betydeleg (substantial): for lågt for helsetenester',
      'idporten-loa-high': 'Høgt (high), som BankID',
      3: 'Nivå 3: for lågt for helsetenester',
      4: 'Nivå 4, som BankID eller Buypass',
    },
  },
  en: {
    local: 'For testing only: a local service on this machine. No real sign-in, no real people.',
    heading: 'Choose who to sign in as',
    person: 'Person',
    level: 'Security level',
    signIn: 'Sign in',
    cancel: 'Cancel',
    choose: 'Choose a person before you sign in.',
    nobody: 'The list of test people is empty. Start the portal with “make run” and it will be made.',
    signOutHeading: 'Do you want to sign out?',
    signOutText: 'You will be signed out of this service and of every service you signed in to with it.',
    signOut: 'Sign out',
    signedOut: 'You are signed out',
    signingOut: 'You are signed out of the services you used.',
    onward: 'Continue',
    errorHeading: 'The sign-in stopped',
    errorText: 'Go back to the portal and start again.',
    expired: 'The sign-in took too long, or the page was opened again. Go back to the portal and start again.',
    levels: {
      'idporten-loa-substantial': 'Substantial: too low for health services',
      'idporten-loa-high': 'High, as with BankID',
      3: 'Level 3: too low for health services',
      4: 'Level 4, as with BankID or Buypass',
    },
  },
};

export function language(uiLocales) {
  const wanted = (uiLocales ?? '').split(' ').map((tag) => tag.split('-')[0]);
  return wanted.find((tag) => tag in TEXTS) ?? 'nb';
}

export function texts(lang) {
  return TEXTS[lang];
}
