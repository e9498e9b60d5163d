/** The browser tab's title: the page's own name, and in front of it how many patients wait. */
const PRODUCT = "Bedside";

export class PageTitle {
  private name = "";
  private waiting = 0;

  constructor(private readonly write: (title: string) => void) {}

  setName(name: string): void {
    this.name = name;
    this.show();
  }

  setWaiting(count: number): void {
    this.waiting = count;
    this.show();
  }

  private show(): void {
    const title = this.name === "" ? PRODUCT : `${this.name} · ${PRODUCT}`;
    this.write(this.waiting === 0 ? title : `(${this.waiting}) ${title}`);
  }
}

export const pageTitle = new PageTitle((title) => {
  document.title = title;
});
