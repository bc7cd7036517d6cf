/** The verbs that tell most about what is said to a tutor, and the words with which a clause begins that has a verb of its own. */
const CLAUSES: Readonly<Record<string, { verbs: string; begin: string; first: string; verbLast?: boolean }>> = {
  en: {
    verbs:
      "is|are|was|were|am|isn't|aren't|wasn't|has|have|had|do|does|did|don't|doesn't|didn't|can|can't|could|will|won't|would|should|may|might|must|(?:it|that|this|he|she|there|here)'s|(?:they|we|you)'re|i'm|(?:i|we|you|they)'ve|makes?|made|needs?|needed|takes?|took|gives?|gave|gets?|got|goes|go|went|comes?|came|turns?|turned|becomes?|became|starts?|started|begins?|began|uses?|used|means?|meant|moves?|moved|keeps?|kept|holds?|held|brings?|brought|carr(?:y|ies|ied)|changes?|changed|happens?|happened|lives?|lived|eats?|ate|grows?|grew|works?|worked|helps?|helped|produces?|produced|contains?|contained|absorbs?|absorbed|breaks?|broke|pulls?|pulled|says?|said|want|wants|wanted|know|like|loves?|looks?|looked|sees?|saw|shows?|showed|calls?|called|(?:absorb|add|allow|appear|attack|attract|belong|boil|burn|connect|consist|cool|depend|describe|die|discover|dissolve|divide|evaporate|exist|expand|explain|fight|fill|float|flow|follow|freeze|happen|include|increase|invent|join|kill|land|last|learn|lower|measure|melt|mix|need|orbit|own|pay|prevent|protect|push|raise|reach|react|reflect|release|remain|repel|rise|rule|seem|sell|sink|spin|split|spread|stay|stop|store|support|surround|survive|travel|touch|warm|weigh|work)(?:s|es|ed|d)?|falls?|fell|froze|leaves?|left|sent|sends?|built|builds?|found|finds?|led|leads?|lost|loses?|met|paid|ran|runs?|rose|sold|speaks?|spoke|stood|stands?|thinks?|thought|told|tells?|understood|understand|won|wins?|wrote|writes?|drinks?|drank|feels?|felt|hears?|heard|reads?|drew|draws?",
    begin: 'that|when|if|while|because|where|which|who|since|although|whether',
    first: 'when|if|while|after|before|since|although|unless|until',
  },
  es: {
    verbs:
      'es|son|era|eran|fue|fueron|está|están|hay|ha|han|tiene|tienen|tenía|hace|hacen|hizo|va|van|fue|puede|pueden|necesita|necesitan|toma|toman|da|dan|usa|usan|sirve|sirven|produce|producen|pasa|pasan|llega|llegan|sale|salen|entra|entran|mueve|mueven|contiene|contienen|significa|empieza|empezó|comienza|comenzó|nació|murió|vive|viven|come|comen|crece|crecen|absorbe|absorben|transforma|transforman|convierte|convierten|cambia|cambian|lleva|llevan|sería|quiero|entiendo|sé|acuerdo|quema|queman|gira|giran|cae|caen|sube|suben|baja|bajan|crea|crean|forma|forman|protege|protegen|une|unen|libera|liberan|respira|respiran|bebe|beben|mata|matan|gana|ganaron|ganó|perdió|perdieron|descubrió|inventó|escribió|gobernó|luchó|murieron|construyó|construyeron|empiezan|terminan|termina|terminó|existe|existen|queda|quedan|quedó|pertenece|pertenecen|depende|dependen|permite|permiten|causa|causan|aumenta|disminuye|flota|flotan|brilla|atrae|atraen|refleja|guarda|guardan|limpia|limpian|bombea|funde|derrite|evapora|congela|hierve|recibe|reciben|manda|envía|envían|sigue|siguen|viene|vienen|vino|dice|dicen|dijo|cree|creen|quiere|quieren|sabe|saben|debe|deben|suele|consiste|representa|describe|ocurre|ocurren|sucede|divide|dividen|multiplica|suma|resta',
    begin: 'que|cuando|porque|si|donde|mientras|aunque',
    first: 'cuando|si|mientras|aunque|después|antes',
  },
  de: {
    verbs:
      'ist|sind|war|waren|bin|hat|haben|hatte|hatten|habe|wird|werden|wurde|wurden|kann|können|konnte|muss|müssen|soll|sollte|will|wollen|möchte|darf|macht|machen|braucht|brauchen|nimmt|nehmen|gibt|geben|geht|gehen|ging|kommt|kommen|kam|bekommt|heißt|heißen|bedeutet|beginnt|begann|entsteht|entstehen|fließt|fließen|bewegt|bewegen|enthält|enthalten|liegt|liegen|lebt|leben|lebte|wächst|wachsen|nutzt|benutzt|verwendet|verwandelt|produziert|produzieren|bildet|bilden|hält|halten|trägt|transportiert|bringt|rufe|glaube|weiß|wäre|würde|hätte|denke|meine|finde|verstehe|fällt|fallen|fiel|steigt|steigen|sinkt|sinken|schmilzt|verdunstet|verdampft|gefriert|kocht|brennt|schwimmt|schwimmen|fliegt|fliegen|dreht|drehen|kreist|zieht|ziehen|stößt|schützt|schützen|speichert|speichern|atmet|atmen|isst|essen|frisst|fressen|trinkt|trinken|schläft|stirbt|sterben|starb|tötet|gewinnt|gewann|verliert|verlor|entdeckte|erfand|schrieb|baute|bauten|regierte|kämpfte|endet|endete|dauert|dauerte|gehört|gehören|hängt|steht|stehen|stand|sitzt|bleibt|bleiben|blieb|besteht|bestehen|passiert|führt|führen|führte|erklärt|zeigt|zeigen|misst|wiegt|kostet|leuchtet|scheint|reflektiert|leitet|leiten|verbindet|verbinden|teilt|teilen|trennt|löst|reagiert|wirkt|funktioniert|hilft|helfen|sieht|sehen|hört|hören|sagt|sagen|spricht|schickt|reinigt|pumpt|verbraucht|verbrauchen|wandelt|nennt|wohnt|liefert|liefern|erzeugt|erzeugen',
    begin: 'weil|dass|wenn|ob|damit|obwohl|während|als|falls',
    first: 'wenn|als|während|obwohl|falls|nachdem|bevor',
    verbLast: true,
  },
  fr: {
    verbs:
      "(?:c|j|n|qu|s)'(?:est|était|a|ai|avait)|est|sont|était|étaient|fut|a|ont|avait|avaient|ai|fait|font|va|vont|peut|peuvent|doit|doivent|veut|prend|prennent|donne|donnent|devient|deviennent|commence|commencent|utilise|utilisent|sert|servent|produit|produisent|passe|passent|contient|contiennent|veut|signifie|permet|permettent|transforme|transforment|tombe|tombent|vit|vivent|mange|mangent|absorbe|absorbent|bouge|bougent|change|changent|transporte|serait|sais|crois|comprends|veux|pense|tourne|tournent|monte|montent|descend|descendent|crée|créent|forme|forment|protège|protègent|libère|libèrent|respire|respirent|boit|boivent|tue|tuent|gagne|gagna|perd|perdit|découvre|découvrit|inventa|écrit|écrivit|régna|meurt|meurent|mourut|naît|naquit|finit|finissent|existe|existent|reste|restent|appartient|dépend|dépendent|cause|causent|augmente|diminue|flotte|flottent|brille|attire|attirent|reflète|garde|nettoie|pompe|fond|s'évapore|gèle|bout|reçoit|reçoivent|envoie|envoient|suit|vient|viennent|vint|dit|disent|croit|savent|sait|consiste|représente|décrit|arrive|arrivent|divise|multiplie|ajoute|circule|coule|brûle|pousse|poussent|grandit|aide|aident|tient|tiennent|met|mettent|voit|voient|parle|porte|portent|relie|relient|fabrique|fabriquent|capte|captent|nourrit|éclaire|tire",
    begin: "que|qu'il|qu'elle|qu'on|quand|parce|car|si|où|qui|lorsque",
    first: 'quand|si|lorsque|pendant|après|avant|comme',
  },
  pt: {
    verbs:
      'é|são|era|eram|foi|foram|está|estão|há|tem|têm|tinha|faz|fazem|fez|vai|vão|pode|podem|precisa|precisam|toma|dá|dão|usa|usam|serve|servem|produz|produzem|passa|passam|chega|chegam|move|movem|contém|significa|começa|começou|nasceu|morreu|vive|vivem|come|comem|cresce|absorve|absorvem|transforma|transformam|muda|mudam|leva|levam|seria|quero|sei|entendi|entendo|acho|gira|giram|cai|caem|sobe|sobem|desce|descem|cria|criam|forma|formam|protege|protegem|liberta|libera|liberam|respira|respiram|bebe|bebem|mata|matam|ganhou|perdeu|descobriu|inventou|escreveu|governou|lutou|construiu|termina|terminou|existe|existem|fica|ficam|ficou|pertence|depende|dependem|permite|permitem|causa|causam|aumenta|diminui|flutua|brilha|atrai|reflete|guarda|limpa|bombeia|derrete|evapora|congela|ferve|recebe|recebem|envia|enviam|segue|vem|vêm|veio|diz|dizem|disse|quer|querem|sabe|sabem|deve|devem|consiste|representa|descreve|acontece|acontecem|divide|multiplica|corre|ajuda|ajudam|funciona|funcionam|mantém|segura|liga|fabrica',
    begin: 'que|quando|porque|se|onde|enquanto|embora',
    first: 'quando|se|enquanto|embora|depois|antes',
  },
  it: {
    verbs:
      "è|c'è|sono|era|erano|fu|ha|hanno|aveva|avevano|fa|fanno|fece|va|vanno|può|possono|deve|devono|serve|servono|prende|prendono|dà|danno|usa|usano|produce|producono|passa|passano|arriva|arrivano|muove|muovono|contiene|contengono|significa|comincia|cominciò|inizia|iniziò|nacque|morì|vive|vivono|mangia|mangiano|cresce|assorbe|assorbono|trasforma|trasformano|diventa|diventano|cambia|porta|portano|sarebbe|voglio|so|capisco|credo|penso|gira|girano|cade|cadono|sale|salgono|scende|scendono|crea|creano|forma|formano|protegge|proteggono|libera|liberano|respira|respirano|beve|bevono|uccide|vinse|perse|scoprì|inventò|scrisse|governò|combatté|costruì|costruirono|finisce|finì|esiste|esistono|resta|rimane|rimangono|appartiene|dipende|dipendono|permette|permettono|causa|causano|aumenta|diminuisce|galleggia|brilla|attira|riflette|conserva|pulisce|pompa|scioglie|evapora|congela|bolle|riceve|ricevono|manda|segue|viene|vengono|venne|dice|dicono|disse|vuole|vogliono|sa|sanno|consiste|rappresenta|descrive|succede|accade|avviene|divide|moltiplica|scorre|aiuta|aiutano|funziona|funzionano|tiene|tengono|collega|fabbrica|trasporta|contengono",
    begin: 'che|quando|perché|se|dove|mentre|siccome|poiché',
    first: 'quando|se|mentre|siccome|dopo|prima',
  },
};

/** Chinese has its object behind one of these; Japanese its verb at the end. */
const ENDS: ReadonlyMap<string, RegExp> = new Map([
  [
    'zh',
    /(?:是|有|叫|会|能|可以|需要|变成|成为|产生|制造|释放|吸收|提供|属于|位于|来自|等于|流到|进入|发生|开始于)了?\S{2,}$/u,
  ],
  ['ja', /(?:です|ます|ました|ません|でした|だよ|だね|である|と思う|だった|います|あります|なります)(?:よ|ね)?$/u],
]);

const CONNECTIVES =
  /^(?:(?:so|and|but|well|okay|ok|um|uh|now|y|pero|bueno|pues|eh|und|aber|also|ja|ähm|na|et|mais|alors|ben|euh|e|mas|bom|ma|beh|allora)\s+)*/u;

interface Clauses {
  verb: RegExp;
  begins: RegExp;
  isBefore: RegExp;
  verbLast: boolean;
}

const KNOWN: ReadonlyMap<string, Clauses> = new Map(
  Object.entries(CLAUSES).map(([language, { verbs, begin, first, verbLast = false }]) => [
    language,
    { verb: whole(verbs), begins: whole(begin), isBefore: whole(first), verbLast },
  ]),
);

/**
 * Whether this is a statement by its words: its last clause has its verb, and something behind it. For recognisers that set no
 * marks; what is not known here may be whole all the same.
 * @param text lower case, without marks
 * @param language BCP 47 tag, where known
 */
export function isStated(text: string, language: string | undefined): boolean {
  const base = language?.toLowerCase().split('-')[0] ?? '';
  const ends = ENDS.get(base === 'yue' ? 'zh' : base);
  if (ends) return ends.test(text.replace(/\s+/gu, ''));
  const clauses = KNOWN.get(base);
  if (!clauses) return false;
  const words = text.replace(CONNECTIVES, '').split(/\s+/u);
  // What stands behind “when it rains” is still to come.
  if (clauses.isBefore.test(words[0] ?? '')) return false;
  const begin = words.findLastIndex((word) => clauses.begins.test(word));
  const clause = words.slice(begin + 1);
  const verb = clause.findIndex((word) => clauses.verb.test(word));
  if (clauses.verbLast && begin >= 0) return clause.length > 1 && clauses.verb.test(clause.at(-1) ?? '');
  return verb >= 0 && verb < clause.length - 1;
}

function whole(words: string): RegExp {
  return new RegExp(`^(?:${words})$`, 'u');
}
