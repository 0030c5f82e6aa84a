/** Light, dark or as the system is; the choice is the one thing that this page keeps. */

const KEY = 'claimscope-theme';
const CHOICES = ['system', 'light', 'dark'];

/** What was chosen before; some browsers forbid keeping anything. */
function kept() {
  try {
    return localStorage.getItem(KEY) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Connects the list with the page. */
export function startTheme(select) {
  const choose = (choice) => {
    const theme = CHOICES.includes(choice) ? choice : 'system';
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    select.value = theme;
  };
  choose(kept());
  select.addEventListener('change', () => {
    choose(select.value);
    try {
      localStorage.setItem(KEY, select.value);
    } catch {
      // The choice holds for this visit.
    }
  });
}
