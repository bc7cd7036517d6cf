import { spokenWords } from './spoken-words.ts';

export const spanish = spokenWords({
  open: `
    en el año|el|la|los|las|un|una|unos|unas|mi|tu|su|mis|tus|sus|nuestro|nuestra|cada|este|esta|ese|esa|aquel|aquella
    y|e|o|u|ni|pero|porque|aunque|sino|pues|que|si|cuando|mientras|como|donde|según|ya que|para que|así que|es decir|por ejemplo|entonces
    de|del|a|al|en|con|sin|por|para|desde|hasta|entre|sobre|hacia|contra|durante|mediante
    yo|me|te|se|le|les|lo que|la que|el que|muy|tan|más|menos|también
    la respuesta es|el resultado es|creo que|pienso que|me parece que|supongo que|o sea|quizás|quizá|tal vez|a lo mejor|se llama|se llaman|es|son|era|eran|está|están|hay|es porque|tiene|tienen
    igual a|por ciento de|dividido por|dividido entre|multiplicado por|coma|punto`,
  loose: `no|sí que|eso|esto|ha|han|he|fue|ser|estar|puede|pueden|tengo|quiero|lo|nos|todo|todos|algo|otro|otra|después|antes|luego|además|bien|bueno`,
  fillers: `
    eh|em|este|ehm|mmm|mm|a ver|vamos a ver|déjame pensar|déjame ver|déjeme pensar|espera|espere|un momento|un segundo|cómo se dice|cómo se llama|cómo era|no me acuerdo bien|pues eh|bueno eh|digamos`,
  numbers: `
    cero|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciséis|diecisiete|dieciocho|diecinueve
    veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|doscientos|quinientos|mil|millón|millones|coma|punto`,
  closed: `sí|no|vale|de acuerdo|claro|exacto|correcto|verdad|falso|gracias|por favor|no sé|no lo sé|ni idea|sigue|continúa|siguiente|para|otra vez|repite|ya está|me rindo|eso es todo`,
  signs: `
    ajá|aja|mhm|mm|mmm|ya|vale|sí|si|claro|ok|okay|bueno|bien|ah|oh|ah vale|ah ya|ah sí|entiendo|ya veo|de acuerdo|exacto|perfecto|sí sí|claro que sí|qué bien|muy bien|interesante|anda|venga`,
});
