import { spokenWords } from './spoken-words.ts';

export const portuguese = spokenWords({
  open: `
    no ano|o|a|os|as|um|uma|uns|umas|meu|minha|teu|tua|seu|sua|nosso|nossa|cada|este|esta|esse|essa|aquele|aquela
    e|ou|nem|mas|porque|embora|que|se|quando|enquanto|como|onde|conforme|já que|para que|por isso|ou seja|por exemplo|então
    de|do|da|dos|das|em|no|na|nos|nas|com|sem|por|pelo|pela|pelos|pelas|para|pro|pra|até|entre|sobre|contra|durante|ao|à|aos|às
    eu|me|te|lhe|muito|tão|mais|menos|também|a resposta é|o resultado é|acho que|penso que|talvez|chama-se|é|são|era|eram|está|estão|há|tem|têm
    igual a|dividido por|multiplicado por|vezes|vírgula|ponto`,
  loose: `não|isso|isto|ele|ela|você|foi|ser|pode|podem|tenho|quero|tudo|algo|outro|outra|depois|antes|além|bem|bom`,
  fillers: `eh|hum|hmm|ahn|é que|deixa eu pensar|deixa-me pensar|deixa ver|espera|espere|um momento|um segundo|como se diz|como se chama|como é que se diz`,
  numbers: `
    zero|um|uma|dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|treze|catorze|quatorze|quinze|dezesseis|dezasseis|dezessete|dezassete|dezoito|dezenove|dezanove
    vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa|cem|cento|duzentos|mil|milhão|milhões|vírgula|ponto`,
  closed: `sim|não|claro|certo|exato|correto|verdadeiro|falso|obrigado|obrigada|por favor|não sei|eu não sei|não faço ideia|continua|continue|próximo|para|de novo|outra vez|desisto|é isso|é tudo`,
  signs: `mhm|hum|ahã|aham|sim|tá|tá bom|ok|okay|certo|claro|ah|oh|entendi|entendo|percebo|percebi|exato|isso|isso mesmo|legal|que bom|interessante|sei`,
});
